// What every Swift program costs: run.sh compares with it.
print()
