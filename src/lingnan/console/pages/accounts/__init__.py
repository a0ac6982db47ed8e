"""Accounts of the installation: who may enter with which roles, and the API tokens of all."""
