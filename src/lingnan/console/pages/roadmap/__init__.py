"""The roadmap of one enterprise: planned at once as sliders move, its fixed choices, documents."""
