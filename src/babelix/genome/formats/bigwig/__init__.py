"""BigWig: its blocks as they come, both trees and the summaries, written without a whole chromosome in memory."""
