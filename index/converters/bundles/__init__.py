"""Files that hold other documents: e-books, e-mails, saved pages and notebooks."""
