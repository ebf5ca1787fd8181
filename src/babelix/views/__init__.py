"""Results to pictures and pages: plots, the attention page, logos, the web app."""
