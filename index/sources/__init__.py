"""Where articles come from: files, folders, web pages."""
