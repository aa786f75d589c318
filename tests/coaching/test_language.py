"""English is told from the languages around it, also where they share words."""

import pytest

from coaching.detection import language
from coaching.detection.corpus import load_corpus
from coaching.detection.language import is_english

FOREIGN = """
Der Kunde will den Preis drücken und droht mit Abbruch
Was will der Kunde noch, der Preis war doch klar
Die haben not am Mann und zahlen sofort, was wir wollen
Il a dit que le client a refusé l'offre
On a but commun mais le fournisseur a dit non à tout
Leur acheteuse a raccroché, elle a trouvé moins cher ailleurs
Dicen que a partir de hoy la oferta ya no vale
El comprador no va a firmar, a menos que bajemos el precio
Eles disseram que a oferta é a final
A compradora pediu a proposta e a seguir deixou de responder
Hanno detto che a loro non interessa a queste condizioni
Il compratore ha alzato la voce e ha chiuso la chiamata
De klant was boos en wil not meer betalen dan vorig jaar
Ze zeggen dat het was afgesproken, maar niemand weet er iets van
Klient a my nie możemy się dogadać, a termin mija w piątek
Powiedzieli, że to ostatnia oferta, a potem zerwali rozmowy
Zákazník a my se točíme v kruhu a nikdo nechce ustoupit
Řekli nám, ať to vezmeme, nebo odejdou ke konkurenci
Clientul a refuzat oferta și a plecat de la masă
Au spus că a fost ultima ofertă, altfel a doua zi pleacă
Kunden har sagt nej till allt och hotar med att gå för gott
De vill ha en rabatt men ger inte oss något för det
Kunden vil have en rabat for at blive, ellers går de
De siger at det er sidste tilbud, og vi har for lidt tid
A vevő a végső ajánlatot kéri, a határidő a hét vége
Azt mondták, hogy ez a végső ajánlat, vagy elmennek
""".strip().splitlines()
"""German, French, Spanish, Portuguese, Italian, Dutch, Polish, Czech, Romanian, Swedish, Danish and
Hungarian; most share a word with English: a, was, will, not, but, for, have, to, on."""


@pytest.mark.parametrize("text", FOREIGN)
def test_a_foreign_text_that_shares_words_with_english_is_foreign(text: str) -> None:
    assert not is_english(text)


def test_next_to_no_text_of_the_corpus_is_refused() -> None:
    texts = [text.text for text in load_corpus()[::3]]
    refused = [text for text in texts if not is_english(text)]
    assert len(refused) <= len(texts) // 500, refused  # the corpus has a few foreign texts


@pytest.mark.parametrize(
    "text",
    [
        "They say take it or leave it by Friday.",
        "It’s a one-time sale and they don’t want to talk",
        "Could you translate 'wir melden uns bis Ende der Woche' so that it stays friendly",
    ],
)
def test_plain_english_waits_for_nothing_to_load(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "_identifier", lambda: pytest.fail("loaded"))
    assert is_english(text)
