"""Labels: pairs of records that people judged, kept in dedupe's training format."""
