"""What annotations cover of a genome: shares, intersections, and how they grow with cells, factors and peaks."""
