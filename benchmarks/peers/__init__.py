"""satukan beside other linkers, on the same cleaned rows: ``python -m benchmarks.peers --help``."""
