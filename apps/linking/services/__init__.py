"""Every write in linking. A pair's link is written under the locks of both members, a teacher's groups under theirs."""
