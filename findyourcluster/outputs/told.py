"""What the pack of a school or a cluster says: one record, behind every text, picture and sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from findyourcluster.addresses import cluster_address, school_address, short_cluster_address, short_school_address
from findyourcluster.common import Common
from findyourcluster.model import Cluster, Contact, Evidence, Fact, School, Term
from findyourcluster.tongues import isolated
from findyourcluster.translation import in_words, mark
from findyourcluster.views import ClusterView, SchoolView

HOW_SURE = {
    "confirmed": mark("Confirmed."),
    "published by a school": mark("Published by a school, not confirmed by the council."),
    "unconfirmed": mark("Not confirmed yet."),
}
"""What is said of a membership, by its confidence."""


_STOPS = ".۔।"
"""What a sentence ends with, in one script or another."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of one school or cluster. Nothing in it depends on the day of the build."""

    name: str  # as no other is called
    headline: str  # of a poster: the answer without its full stop, or what is asked
    heading: str  # over a text about it on the school's own website
    answer: str  # the sentence that a parent looks for
    more: tuple[str, ...]  # what belongs to it
    meaning: tuple[Fact, ...]  # those that its page cites under what this means
    rights: tuple[Fact, ...]
    contacts: tuple[Contact, ...]  # whom a parent can ask, as its page has them
    initials: tuple[Term, ...]  # that stand in all this, with what they are short for
    invitation: str  # the words of the link
    page: str  # the address of its page on this site
    link: str  # the whole short address, which never changes; empty where the site has no address yet
    checked: date | None  # the day on which all of it was right: the earliest of its parts
    dated: str  # where it comes from, how sure that is, and that day
    of_school: bool = True  # False: of a cluster
    urn: str = ""
    cluster: str = ""  # what its cluster is called; empty where it is not known
    members: tuple[School, ...] = ()  # of that cluster
    closed: bool = False

    @property
    def says_more(self) -> bool:
        """Whether the answer is more than the headline says."""
        return self.headline != self.answer.rstrip(_STOPS)

    @property
    def address_in_words(self) -> str:
        """The address as people read it out and type it: "example.org/14"."""
        return self.link.partition("://")[2].rstrip("/")


class Teller:
    """What is told of schools and clusters, with the facts and contacts that their pages cite."""

    def __init__(self, common: Common) -> None:
        self.site = common.site
        self.edition = common.edition
        self.say = common.edition.say
        self.fragments = common.fragments
        self.sources = {source.id: source for source in self.site.sources}
        self._initials_in: dict[str, tuple[Term, ...]] = {}
        self.meaning = self._facts("what-this-means")
        self.rights = self._facts("your-rights")
        self.contacts = self._contacts("who-can-help")

    def school(self, view: SchoolView) -> Told:
        school, name, cluster = view.school, self._original(view.name), view.cluster
        page, link = school_address(school), self._whole(short_school_address(school))
        if view.closed:
            return self._closed(view, page, link)
        closing: tuple[str, ...] = ()
        if school.closed:
            closing = (
                self.say("{name} will close on {day}.").format(name=name, day=in_words(school.closed, self.say)),
            )
        if cluster is None or school.membership is None:
            return self._told(
                name,
                headline=self.say("Which cluster is {name} in?").format(name=name),
                heading=self.say("Our cluster of schools"),
                answer=self.say("No public source says yet which cluster {name} is in.").format(name=name),
                more=(*closing, self._original(school.doubt) if school.doubt else self._unknown()),
                invitation=self.say("How to find out the cluster of {name}, and who can help").format(name=name),
                page=page,
                link=link,
                evidence=(school.details,),
                urn=school.urn,
            )
        return self._told(
            name,
            heading=self.say("Our cluster of schools: {cluster}").format(cluster=self.title_of(cluster)),
            answer=self.say("{name} is in {cluster}.").format(name=name, cluster=self.title_of(cluster)),
            more=closing,
            invitation=self._invitation(cluster),
            page=page,
            link=link,
            evidence=(school.membership,),
            source=self._source(school.membership),
            urn=school.urn,
            cluster=self.title_of(cluster),
            members=view.members,
        )

    def cluster(self, view: ClusterView) -> Told:
        cluster, members = view.cluster, view.members
        proofs = tuple(dict.fromkeys(member.membership for member in members if member.membership))
        name, group = self.title_of(cluster), self.site.settings.group
        if members:
            answer = self.say("These schools are in {cluster}.").format(cluster=name)
        else:
            answer = self.say("No public source says yet which schools are in {cluster}.").format(cluster=name)
        return self._told(
            name,
            headline=name,
            heading=self.say("The schools of {cluster}").format(cluster=name),
            answer=answer,
            more=(),
            invitation=self._invitation(cluster),
            page=cluster_address(group, cluster.number),
            link=self._whole(short_cluster_address(cluster.number)),
            evidence=proofs,
            source=self._source(*proofs),
            of_school=False,
            cluster=name,
            members=members,
        )

    def _closed(self, view: SchoolView, page: str, link: str) -> Told:
        school, name, successor = view.school, self._original(view.name), view.successor
        if successor:
            more = self.say("{name} took it over.").format(name=self._original(successor.name))
        else:
            more = self.say("If your child goes to another school now, look for that one.")
        day = in_words(school.closed, self.say) if school.closed else ""
        return self._told(
            name,
            heading=name,
            answer=self.say("{name} closed on {day}.").format(name=name, day=day),
            more=(more,),
            invitation=self.say("Where to look now, and who can help"),
            page=page,
            link=link,
            evidence=(school.details,),
            urn=school.urn,
            closed=True,
        )

    def _told(  # noqa: PLR0913 (the parts of a record, each named where it is given)
        self,
        name: str,
        *,
        headline: str = "",
        heading: str,
        answer: str,
        more: tuple[str, ...],
        invitation: str,
        page: str,
        link: str,
        evidence: tuple[Evidence, ...],
        source: str = "",
        of_school: bool = True,
        urn: str = "",
        cluster: str = "",
        members: tuple[School, ...] = (),
        closed: bool = False,
    ) -> Told:
        meaning = () if closed else self.meaning
        dated: tuple[Evidence | Fact | Contact, ...] = (*evidence, *meaning, *self.rights, *self.contacts)
        said = " ".join((*(fact.text for fact in (*meaning, *self.rights)), *(each.name for each in self.contacts)))
        checked = min((each.checked for each in dated), default=None)
        on = self.say("Checked on {day}.").format(day=in_words(checked, self.say)) if checked else ""
        return Told(
            name=name,
            headline=headline or answer.rstrip(_STOPS),
            heading=heading,
            answer=answer,
            more=more,
            meaning=meaning,
            rights=self.rights,
            contacts=self.contacts,
            initials=self._initials(said),
            invitation=invitation,
            page=page,
            link=link,
            checked=checked,
            dated=f"{source} {on}".strip(),
            of_school=of_school,
            urn=urn,
            cluster=cluster,
            members=members,
            closed=closed,
        )

    def _unknown(self) -> str:
        """What is said of a school whose cluster no source states."""
        settings = self.site.settings
        if not settings.cluster_count:
            return self.say("Ask the school office which one it is.")
        return self.say(
            "It is in one of the {count} clusters, because every mainstream school in {place} is. Ask the school office"
            " which one."
        ).format(count=settings.cluster_count, place=self._original(settings.place))

    def _invitation(self, cluster: Cluster) -> str:
        words = self.say("What {cluster} means for your child, and who can help")
        return words.format(cluster=self.title_of(cluster))

    def title_of(self, cluster: Cluster) -> str:
        """What CLUSTER is called in the language of this edition."""
        return self.site.settings.group.title_of(cluster, self._original(cluster.name))

    def _source(self, *proofs: Evidence) -> str:
        """Where memberships come from, and how sure that is."""
        sure = dict.fromkeys(self.say(HOW_SURE[proof.confidence]) for proof in proofs)
        ids = dict.fromkeys(source for proof in proofs for source in proof.sources)
        named = "; ".join(self._original(f"{self.sources[id].title} ({self.sources[id].publisher})") for id in ids)
        source = self.say("Source: {sources}.").format(sources=named) if named else ""
        return " ".join((*sure, source)).strip()

    def _whole(self, address: str) -> str:
        home = self.site.settings.address
        return f"{home}{self.edition.prefix}{address}" if home else ""

    def _original(self, name: str) -> str:
        """NAME, which is never translated, inside a sentence."""
        return isolated(name) if self.edition.language.rtl else name

    def _facts(self, fragment: str) -> tuple[Fact, ...]:
        facts = {fact.id: fact for fact in self.site.facts}
        return tuple(facts[id] for id in dict.fromkeys(self.fragments[fragment].facts))

    def _contacts(self, fragment: str) -> tuple[Contact, ...]:
        contacts = {contact.id: contact for contact in self.site.contacts}
        cited = self.fragments[fragment].citations
        return tuple(contacts[id] for id in dict.fromkeys(each.id for each in cited if each.kind == "contact"))

    def _initials(self, said: str) -> tuple[Term, ...]:
        """The terms in SAID that are letters, with what the letters stand for, where it does not say that itself."""
        if said not in self._initials_in:  # most packs say the same but for names
            self._initials_in[said] = self._looked_for(said)
        return self._initials_in[said]

    def _looked_for(self, said: str) -> tuple[Term, ...]:
        words = set(said.replace("(", " ").replace(")", " ").replace(",", " ").replace(".", " ").split())
        return tuple(
            term
            for term in self.site.terms
            if term.full and words & {term.term, f"{term.term}s", f"{term.term}'s"} and term.full not in said
        )
