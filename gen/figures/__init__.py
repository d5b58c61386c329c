"""Figures: SVGs that follow the page's palette. The only package that imports matplotlib."""
