"""The questionnaire of an assessment model: filled in bit by bit, with proof, then submitted."""
