// Does nothing: what is left is what starting a Swift program costs.
