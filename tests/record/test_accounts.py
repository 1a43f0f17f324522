"""The staff's accounts, sign-ins and links: who gets in, how often, and until when."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.record import accounts, audit, retention, signins
from bot.record.accounts import AccountError
from bot.record.database import writing
from bot.record.passwords import hash_password, is_weak, verify
from bot.record.retention import Limits
from bot.record.schema import links, sessions
from bot.record.signins import LinkSpent
from tests.record.conftest import bytes_on_disk
from tests.support.staff import staff

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def admin(record: sa.engine.Engine, name: str = "Chefen") -> accounts.Account:
    """An admin who can sign in."""
    made = staff(record, name, "admin")
    accounts.set_password(record, made.id, "hash", made.email)
    return made


def test_each_role_may_do_what_those_before_it_may(record: sa.engine.Engine) -> None:
    roles: list[accounts.Role] = ["reader", "agent", "editor", "admin"]
    for at, role in enumerate(roles):
        made = staff(record, role, role)
        assert [made.may(other) for other in roles] == [number <= at for number in range(4)]


def test_an_address_has_one_account_however_it_is_written(record: sa.engine.Engine) -> None:
    made = accounts.create(record, "Anna@Kommun.example", "Anna", "agent", "test")
    with pytest.raises(AccountError) as error:
        accounts.create(record, "anna@kommun.EXAMPLE", "Anna", "agent", "test")
    assert error.value.code == "taken"
    assert accounts.by_email(record, " ANNA@kommun.example ") == made


def test_somebody_who_may_do_everything_always_remains(record: sa.engine.Engine) -> None:
    chief = admin(record)
    staff(record, "Utan lösenord", "admin")
    for attempt in (
        lambda: accounts.disable(record, chief.id, "test"),
        lambda: accounts.set_role(record, chief.id, "agent", "test"),
    ):
        with pytest.raises(AccountError) as error:
            attempt()
        assert error.value.code == "last_admin"
    other = admin(record, "Ytterligare")
    accounts.disable(record, chief.id, other.email)
    with pytest.raises(AccountError):
        accounts.disable(record, other.id, "test")


def test_a_sign_in_ends_when_idle_when_old_when_signed_out_and_when_disabled(record: sa.engine.Engine) -> None:
    anna = staff(record)
    token = signins.begin(record, anna)

    def aged(**columns: timedelta) -> None:
        with writing(record) as connection:
            values = {name: datetime.now(UTC) - age for name, age in columns.items()}
            connection.execute(sessions.update().values(**values))

    found = signins.who(record, token, HOUR, DAY)
    assert found is not None and found.account == anna
    assert signins.who(record, token + "x", HOUR, DAY) is None
    aged(used=timedelta(minutes=59))
    assert signins.who(record, token, HOUR, DAY, uses=False) is not None
    assert signins.who(record, token, HOUR, DAY) is not None, "and from here the hour begins anew"
    aged(used=timedelta(minutes=61), created=2 * HOUR)
    assert signins.who(record, token, HOUR, DAY) is None
    aged(used=timedelta(), created=timedelta(hours=25))
    assert signins.who(record, token, HOUR, DAY) is None, "however much it is used"
    for end in (
        lambda token: signins.end(record, token),
        lambda _: accounts.set_password(record, anna.id, "hash", anna.email),
        lambda _: accounts.disable(record, anna.id, "test"),
    ):
        token = signins.begin(record, anna)
        assert signins.who(record, token, HOUR, DAY) is not None
        end(token)
        assert signins.who(record, token, HOUR, DAY) is None


def test_the_first_admins_link_holds_once_and_for_thirty_minutes(record: sa.engine.Engine) -> None:
    old, token = signins.first_admin_link(record), signins.first_admin_link(record)
    assert old and token and signins.link(record, old) is None, "the newest holds, alone"
    assert signins.link(record, token) == signins.Link(None)

    def race(number: int) -> str:
        try:
            return signins.spend(record, token, "hash", name="Anna", email=f"anna{number}@kommun.example").email
        except LinkSpent:
            return ""

    with ThreadPoolExecutor(8) as threads:
        made = list(filter(None, threads.map(race, range(8))))
    assert len(made) == 1 == len(accounts.list_accounts(record))
    assert signins.first_admin_link(record) is None and signins.link(record, token) is None
    (one,) = accounts.list_accounts(record)
    assert (one.role, one.has_password) == ("admin", True)


def test_a_link_that_is_too_old_or_whose_account_is_disabled_holds_no_more(record: sa.engine.Engine) -> None:
    admin(record)
    token = signins.new_link(record, staff(record), "test")
    assert signins.link(record, token) == signins.Link(staff(record))
    with writing(record) as connection:
        connection.execute(links.update().values(ends=datetime.now(UTC) - timedelta(seconds=1)))
    assert signins.link(record, token) is None
    token = signins.new_link(record, staff(record), "test")
    accounts.disable(record, staff(record).id, "test")
    with pytest.raises(LinkSpent):
        signins.spend(record, token, "hash", name="Anna")


def test_to_reset_an_account_ends_all_that_let_its_owner_in(record: sa.engine.Engine, key: bytes) -> None:
    anna = staff(record)
    accounts.set_password(record, anna.id, hash_password("ett långt lösenord"), anna.email)
    accounts.set_totp(record, key, anna.id, "BASE32", anna.email)
    held = signins.begin(record, anna)
    token = signins.reset(record, anna, "test")
    assert signins.who(record, held, HOUR, DAY) is None
    found = accounts.credentials(record, key, anna.email)
    assert found is not None and (found.password, found.totp) == (None, None)
    again = signins.spend(record, token, hash_password("ett annat långt lösenord"), name="Anna B")
    assert (again.name, again.has_password) == ("Anna B", True)


def test_no_secret_stands_in_the_record(record: sa.engine.Engine, key: bytes, tmp_path: Path) -> None:
    anna = staff(record)
    accounts.set_password(record, anna.id, hash_password("ett långt lösenord"), anna.email)
    accounts.set_totp(record, key, anna.id, "TOTPHEMLIGHET", anna.email)
    tokens = [signins.begin(record, anna), signins.new_link(record, anna, "test")]
    on_disk = bytes_on_disk(tmp_path)
    assert not [one for one in ("ett långt lösenord", "TOTPHEMLIGHET", *tokens) if one.encode() in on_disk]
    found = accounts.credentials(record, key, anna.email.upper())
    assert found is not None and found.totp == "TOTPHEMLIGHET" and verify(found.password, "ett långt lösenord")


def test_a_one_time_code_holds_once(record: sa.engine.Engine) -> None:
    anna = staff(record)
    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(lambda _: accounts.use_step(record, anna.id, 7), range(4))) == [False] * 3 + [True]
    assert not accounts.use_step(record, anna.id, 6) and accounts.use_step(record, anna.id, 8)


def test_those_are_present_who_may_answer_say_so_and_have_the_console_open(record: sa.engine.Engine) -> None:
    anna, bo, reader = staff(record, "Anna"), staff(record, "Bo"), staff(record, "Lena", "reader")
    now = datetime.now(UTC)
    for one in (anna, bo, reader):
        accounts.be_present(record, one.id, now + timedelta(minutes=1))
    accounts.set_available(record, bo.id, False)
    assert [one.name for one in accounts.present(record)] == ["Anna"]
    accounts.be_present(record, anna.id, now)
    assert accounts.present(record, now + timedelta(seconds=59)), "an earlier time shortens nothing"
    assert not accounts.present(record, now + DAY)
    accounts.disable(record, anna.id, "test")
    assert accounts.present(record) == []


def test_sign_ins_and_links_that_are_over_go_from_the_record(record: sa.engine.Engine) -> None:
    signins.begin(record, staff(record))
    signins.new_link(record, staff(record), "test")
    kept = Limits(conversations=30, handovers=90, readings=365, backups=90)
    retention.purge(record, kept, datetime.now(UTC) + 8 * DAY)
    with record.connect() as connection:
        assert connection.execute(sa.select(sessions)).all() == [] == connection.execute(sa.select(links)).all()


def test_who_reads_the_same_again_soon_is_written_down_once(record: sa.engine.Engine) -> None:
    for who, what in (("anna", "samtal 1"), ("anna", "samtal 1"), ("anna", "samtal 2"), ("bo", "samtal 1")):
        audit.note_reading(record, who, what)
    assert [(entry.who, entry.what) for entry in audit.entries(record)] == [
        ("bo", "samtal 1"),
        ("anna", "samtal 2"),
        ("anna", "samtal 1"),
    ]
    assert len(audit.entries(record, before=audit.entries(record)[0].id, limit=1)) == 1


@pytest.mark.parametrize(
    "password", ["kort", "aaaaaaaaaaaaaaaa", "anna@kommun.example", "annaannaanna1", "abababababababab", "x" * 300]
)
def test_weak_passwords_are_known(password: str) -> None:
    assert is_weak(password, "anna@kommun.example", "Anna")


def test_a_long_password_of_words_is_good() -> None:
    assert not is_weak("häst batteri korrekt klammer", "anna@kommun.example", "Anna")
    assert not verify(None, "nobody has this one"), "not even where there is no account"
