"""Where several rooms' pages begin."""

NB = "/norrbotten"
FORM = f"{NB}/anslut/ansok"
QUEUE = "/admin/membership/reviewitem"
