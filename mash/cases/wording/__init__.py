"""What a person should look at in words before they are kept: names, age, respect, copies, sources. Plain Python."""
