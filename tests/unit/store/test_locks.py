from __future__ import annotations

from pathlib import Path

from graph_service.store.locks import FileLock


def test_exclusive_lock_has_one_holder(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")

    assert first.try_acquire()
    assert not second.try_acquire()
    assert not second.try_acquire(shared=True)
    assert not second.acquire(0)


def test_shared_lock_has_many_holders_and_no_exclusive_one(tmp_path: Path) -> None:
    first, second, third = (FileLock(tmp_path / "lock") for _ in range(3))

    assert first.try_acquire(shared=True)
    assert second.try_acquire(shared=True)
    assert not third.try_acquire()


def test_released_lock_is_free(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    first.try_acquire()

    first.release()
    first.release()

    assert not first.is_held
    assert second.try_acquire()


def test_lock_can_be_taken_twice_by_its_holder(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "lock")

    assert lock.try_acquire(shared=True)
    assert lock.try_acquire(shared=True)
    assert lock.is_held
