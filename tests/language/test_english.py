"""Is a message in English?"""

import pytest

from bot.language.english import in_swedish, is_english

ENGLISH = """
I want to talk to a human
phone number?
help me
what are your opening hours
who is the queen mentioned in the article
Hello
Do you speak English?
What is your phone number?
How can I contact you
can i talk to someone
Who is Lotta Brännström?
When was the conference in Umeå?
Where was it held?
i need help
My husband hits me
thank you
thanks a lot
Tell me about the conference with Queen Silvia
is there anyone I can speak with
what's your email address
Who are you?
opening hours
contact information please
What does OKSE stand for?
Can I get this in English?
how many children are exploited in Sweden
I don't understand Swedish
Is this a real person?
news about violence against women
who works with this at Kommunförbundet Västernorrland
I'm looking for the address
please delete my data
what do you do with my data
Are you a robot
email address?
"""
NOT_ENGLISH = """
hej
a
info
man
can
Hej, hur når jag er?
Vem är Lotta Brännström?
telefonnummer
Vad är Child10?
Vilka är Save the Children?
Vem skrev The Girl with the Dragon Tattoo och när?
Vad handlar Me and My Friends om?
vad betyder empowerment
har ni nåt live chat
kontakta support
mejl
email
ok
live chat tack
Finns det någon artikel om Stop the Violence?
hvad er jeres telefonnummer
Hvem er du?
hvordan kan jeg kontakte dere
Was ist das?
asdf qwer zxcv
🙂
12345
1 2 3
var är ni
in
for
men vem är det
all hand
hur gör man
jag vill prata med en människa
kan ja få prata me nån
konferens Umeå april
Sara Nilsson
drottning silvia
is
SOS
OKSE
vart ligger ni nånstans
do re mi fa so
artikel om metoo
har ni facebook
nyheter om fake news
"""


@pytest.mark.parametrize("text", ENGLISH.strip().splitlines())
def test_english_is_known_for_english(text: str) -> None:
    assert is_english(text)


@pytest.mark.parametrize("text", ["", *NOT_ENGLISH.strip().splitlines()])
def test_what_is_not_clearly_english_is_not(text: str) -> None:
    assert not is_english(text)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("When did the meeting in Umeå take place?", "när mötet i Umeå ägde rum?"),
        ("Which organisations arranged the conference?", "vilka organisationer anordnade konferens?"),
        ("Who was the Queen's guest?", "vem var drottning guest?"),
        ("What does ABC stand for?", "vad ABC betyder?"),
    ],
)
def test_what_an_english_question_asks_is_said_in_swedish_words(question: str, said: str) -> None:
    assert in_swedish(question) == said
