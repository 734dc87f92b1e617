"""One module per screen: routes that ask a read model and render a template."""
