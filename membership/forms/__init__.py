"""The applicant's forms: what is asked, how it is laid out, and what is refused in which words."""
