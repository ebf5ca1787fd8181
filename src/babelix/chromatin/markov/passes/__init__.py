"""The passes over marks, compiled: forward, backward, their chunks and borders."""
