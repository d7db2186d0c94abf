"""Any LangChain chat model, and what it is sent."""
