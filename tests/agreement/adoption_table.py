"""When a text counts as adopted, as a table to be read (AGR-09, AGR-10, AGR-15). test_adoption.py runs it.

A line is: what it is about | which decisions are required | what was recorded | what is missing, or the day of adoption.

- Required: `party` or `party:body`, several with commas.
- Recorded: `party:body act about date`, with `corrected` behind it when a later decision corrects it; several with `;`.
  `-` is a date that is not known.
- Missing: `party:reason`, several with commas. Otherwise the day, or `never` where nothing is required.
"""

TABLE = """
nothing recorded            | R        | -                                                        | R:none
decided by the party        | R        | R:Styrelsen decides adoption 2021-05-04                  | 2021-05-04
only proposed               | R        | R:Nämnden proposes adoption 2021-03-19                   | R:proposed
date not known              | R        | R:Styrelsen decides adoption -                           | R:undated
proposal without a date     | R        | R:Nämnden proposes adoption -                            | R:proposed
another party decided       | R        | C:Styrelsen decides adoption 2021-05-04                  | R:none
nobody's decision           | R        | ?:Styrelsen decides adoption 2021-05-04                  | R:none
about a review              | R        | R:Styrelsen decides review 2021-05-04                    | R:none
about its end               | R        | R:Styrelsen decides ending 2021-05-04                    | R:none
about something else        | R        | R:Styrelsen decides other 2021-05-04                     | R:none
corrected by a later one    | R        | R:Styrelsen decides adoption 2021-05-04 corrected        | R:none
corrected and decided anew  | R        | R:Styrelsen decides adoption 2021-05-04 corrected; R:Styrelsen decides adoption 2021-06-01 | 2021-06-01
correction without a date   | R        | R:Styrelsen decides adoption 2021-05-04 corrected; R:Styrelsen decides adoption -          | R:undated

the body that must decide   | R:Fullm  | R:Fullm decides adoption 2021-05-04                      | 2021-05-04
its name in other letters   | R:Fullm  | R:FULLM decides adoption 2021-05-04                      | 2021-05-04
its name with space around  | R:Fullm  | R:Fullm\u00a0 decides adoption 2021-05-04                | 2021-05-04
another body decided        | R:Fullm  | R:Styrelsen decides adoption 2021-05-04                  | R:other_body
another body proposed       | R:Fullm  | R:Nämnden proposes adoption 2021-03-19                   | R:proposed
one proposed, one decided   | R:Fullm  | R:Nämnden proposes adoption 2021-03-19; R:Styrelsen decides adoption 2021-04-01            | R:other_body
it decided without a date   | R:Fullm  | R:Fullm decides adoption -; R:Nämnden proposes adoption 2021-03-19                         | R:undated
the whole chain             | R:Fullm  | R:Nämnden proposes adoption 2021-03-19; R:Styrelsen proposes adoption 2021-04-01; R:Fullm decides adoption 2021-05-04 | 2021-05-04
two bodies of one party     | R:Styrelsen, R:Fullm | R:Fullm decides adoption 2021-05-04          | R:other_body

all parties                 | R, L, C  | R:F decides adoption 2021-05-04; L:L decides adoption 2021-04-01; C:S decides adoption 2021-03-01 | 2021-05-04
one of three is missing     | R, L, C  | R:F decides adoption 2021-05-04; C:S decides adoption 2021-03-01                                  | L:none
each for its own reason     | R, L, C  | R:F proposes adoption 2021-05-04; C:S decides adoption -                                          | R:proposed, L:none, C:undated
decided twice, first counts | R        | R:F decides adoption 2022-01-01; R:F decides adoption 2021-05-04                                  | 2021-05-04
nothing is required         | -        | R:F decides adoption 2021-05-04                                                                   | never
"""
