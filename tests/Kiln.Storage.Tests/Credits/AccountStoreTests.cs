using Kiln.Lifecycle.Credits;
using Kiln.Storage.Credits;
using Kiln.Storage.Tests.Support;

namespace Kiln.Storage.Tests.Credits;

public sealed class AccountStoreTests
{
    private const string Organisation = TestJobs.Organisation;
    private readonly MemoryDocumentStore _documents = new();
    private readonly SetTime _time = new();
    private readonly AccountStore _accounts;
    private readonly string _grant;
    private readonly string _job;

    public AccountStoreTests()
    {
        _accounts = new CreditedProcess(_documents, _time).Accounts;
        _grant = TestJobs.NewId(_time.Now);
        _job = TestJobs.NewId(_time.Now);
    }

    [Fact]
    public async Task An_account_without_entries_is_empty()
    {
        Account account = await _accounts.GetAsync(Organisation);

        Assert.Equal(new Account(Organisation, 0, 0, 0), account);
        Assert.Equal(ReserveOutcome.InsufficientCredits, await _accounts.ReserveAsync(Organisation, _job, 1, 1));
    }

    [Theory]
    [InlineData(Settlement.Charge, 3, 0, 7)]
    [InlineData(Settlement.Refund, 0, 0, 10)]
    public async Task A_reservation_is_held_and_then_settled(Settlement settlement, long charged, long reserved, long available)
    {
        await _accounts.GrantAsync(Organisation, _grant, 10);
        Assert.Equal(ReserveOutcome.Reserved, await _accounts.ReserveAsync(Organisation, _job, 1, 3));
        Assert.Equal((3, 7), await HeldAsync());

        await _accounts.SettleAsync(Organisation, _job, 1, settlement);

        Account account = await _accounts.GetAsync(Organisation);
        Assert.Equal((charged, reserved, available), (account.Charged, account.Reserved, account.Available));
        Assert.True((await _accounts.AuditAsync(Organisation)).AddsUp);
    }

    [Fact]
    public async Task Repeating_anything_changes_nothing()
    {
        for (int round = 0; round < 3; round++)
        {
            await _accounts.GrantAsync(Organisation, _grant, 10);
            ReserveOutcome expected = round == 0 ? ReserveOutcome.Reserved : ReserveOutcome.Settled;
            Assert.Equal(expected, await _accounts.ReserveAsync(Organisation, _job, 1, 3));
            await _accounts.SettleAsync(Organisation, _job, 1, Settlement.Charge);
        }

        Assert.Equal(new Account(Organisation, 10, 3, 0), await _accounts.GetAsync(Organisation));
        Assert.Equal(3, (await _accounts.ListAsync(Organisation, 10)).Entries.Count);
    }

    [Fact]
    public async Task What_is_charged_cannot_be_refunded_nor_the_other_way_round()
    {
        string other = TestJobs.NewId(_time.Now);
        await _accounts.GrantAsync(Organisation, _grant, 10);
        await _accounts.ReserveAsync(Organisation, _job, 1, 3);
        await _accounts.ReserveAsync(Organisation, other, 1, 3);
        await _accounts.SettleAsync(Organisation, _job, 1, Settlement.Charge);
        await _accounts.SettleAsync(Organisation, other, 1, Settlement.Refund);

        await Assert.ThrowsAsync<LedgerConflictException>(() => _accounts.SettleAsync(Organisation, _job, 1, Settlement.Refund));
        await Assert.ThrowsAsync<LedgerConflictException>(() => _accounts.SettleAsync(Organisation, other, 1, Settlement.Charge));

        Assert.Equal(new Account(Organisation, 10, 3, 0), await _accounts.GetAsync(Organisation));
    }

    [Fact]
    public async Task What_was_never_reserved_cannot_be_settled()
    {
        await _accounts.GrantAsync(Organisation, _grant, 10);

        await Assert.ThrowsAsync<LedgerConflictException>(() => _accounts.SettleAsync(Organisation, _job, 1, Settlement.Refund));
        await Assert.ThrowsAsync<ArgumentException>(() => _accounts.SettleAsync(Organisation, _job, 1, Settlement.Open));

        Assert.Equal(new Account(Organisation, 10, 0, 0), await _accounts.GetAsync(Organisation));
    }

    [Fact]
    public async Task Racing_reservations_never_overdraw_the_account()
    {
        await _accounts.GrantAsync(Organisation, _grant, 10);
        AccountStore[] processes = [.. Enumerable.Range(0, 3).Select(_ => new CreditedProcess(_documents, TimeProvider.System).Accounts)];

        ReserveOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 30).Select(number => Task.Run(
            () => processes[number % 3].ReserveAsync(Organisation, TestJobs.NewId(_time.Now), 1, 3))));

        Assert.Equal(3, outcomes.Count(outcome => outcome == ReserveOutcome.Reserved));
        Assert.Equal((9, 1), await HeldAsync());
        Assert.True((await _accounts.AuditAsync(Organisation)).AddsUp);
    }

    [Fact]
    public async Task Of_a_racing_charge_and_refund_one_stands()
    {
        await _accounts.GrantAsync(Organisation, _grant, 100);
        AccountStore other = new CreditedProcess(_documents, TimeProvider.System).Accounts;
        for (int round = 1; round <= 20; round++)
        {
            await _accounts.ReserveAsync(Organisation, _job, round, 1);

            Exception?[] failures = await Task.WhenAll(
                Task.Run(() => FailureOfAsync(_accounts.SettleAsync(Organisation, _job, round, Settlement.Charge))),
                Task.Run(() => FailureOfAsync(other.SettleAsync(Organisation, _job, round, Settlement.Refund))));

            Assert.Single(failures, failure => failure is null);
            Assert.Single(failures, failure => failure is LedgerConflictException);
        }

        Assert.True((await _accounts.AuditAsync(Organisation)).AddsUp);
        Assert.Equal(0, (await _accounts.GetAsync(Organisation)).Reserved);
    }

    [Fact]
    public async Task Racing_repeats_of_one_reservation_hold_it_once()
    {
        await _accounts.GrantAsync(Organisation, _grant, 10);
        AccountStore other = new CreditedProcess(_documents, TimeProvider.System).Accounts;

        await Task.WhenAll(Enumerable.Range(0, 100).Select(number => Task.Run(
            () => (number % 2 == 0 ? _accounts : other).ReserveAsync(Organisation, _job, 1, 4))));

        Assert.Equal((4, 6), await HeldAsync());
    }

    [Fact]
    public async Task The_ledger_lists_the_newest_first_and_knows_what_is_open()
    {
        await _accounts.GrantAsync(Organisation, _grant, 10, "welcome");
        string later = TestJobs.NewId(_time.Now.AddSeconds(1));
        string last = TestJobs.NewId(_time.Now.AddSeconds(2));
        await _accounts.ReserveAsync(Organisation, later, 1, 2);
        await _accounts.ReserveAsync(Organisation, last, 1, 3);
        await _accounts.SettleAsync(Organisation, later, 1, Settlement.Refund);

        LedgerPage first = await _accounts.ListAsync(Organisation, 2);
        LedgerPage second = await _accounts.ListAsync(Organisation, 10, first.Cursor);
        List<LedgerEntry> open = [];
        await foreach (LedgerEntry entry in _accounts.ListOpenAsync(Organisation))
        {
            open.Add(entry);
        }

        Assert.Equal(
            [(LedgerEntryKind.Reserve, 3), (LedgerEntryKind.Reserve, 2), (LedgerEntryKind.Refund, 2), (LedgerEntryKind.Grant, 10)],
            first.Entries.Concat(second.Entries).Select(entry => (entry.Kind, (int)entry.Amount)));
        Assert.Equal(last, Assert.Single(open).SourceId);
    }

    private static async Task<Exception?> FailureOfAsync(Task work)
    {
        try
        {
            await work;
            return null;
        }
        catch (LedgerConflictException conflict)
        {
            return conflict;
        }
    }

    private async Task<(long Reserved, long Available)> HeldAsync()
    {
        Account account = await _accounts.GetAsync(Organisation);
        return (account.Reserved, account.Available);
    }
}
