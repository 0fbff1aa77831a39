"""An invented Luton for demonstrations and benchmarks. It stands on top of everything and nothing stands on it."""
