"""Applications for an enterprise prefix: handed in, checked, reviewed by others, allotted."""
