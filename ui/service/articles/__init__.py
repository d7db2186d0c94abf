"""What is offered of the articles: pages of their list, and questions that they answer."""
