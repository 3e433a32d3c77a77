"""The pages of membership: the applicant's side, the public lists, verification of documents."""
