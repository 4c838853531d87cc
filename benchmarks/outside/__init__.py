"""An independent population: a second generator, written without sight of the first.

It measures satukan on people, layouts and damage that neither its trainer nor its rules have met:
nothing of `training/synthetic` is used here. All people are invented, and every file says so.
"""
