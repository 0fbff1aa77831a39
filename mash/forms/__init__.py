"""The shared desk: fields, widgets and the renderer that turn plain Django forms into GOV.UK markup."""
