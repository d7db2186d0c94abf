"""Does a quote carry this sentence?"""
