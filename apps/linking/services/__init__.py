"""Every write in linking. A link is written under the locks of both members, a group under the teacher's."""
