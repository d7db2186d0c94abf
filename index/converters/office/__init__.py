"""Other office documents: ODT, PPTX, XLSX and RTF."""
