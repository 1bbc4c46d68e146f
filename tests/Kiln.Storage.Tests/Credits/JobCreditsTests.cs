using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Credits;
using Kiln.Storage.Tests.Support;

namespace Kiln.Storage.Tests.Credits;

public sealed class JobCreditsTests
{
    private const string Organisation = TestJobs.Organisation;
    private readonly SetTime _time = new();
    private readonly MemoryDocumentStore _documents = new();
    private readonly CreditedProcess _process;

    public JobCreditsTests() => _process = new CreditedProcess(_documents, _time);

    [Fact]
    public async Task Too_few_credits_store_nothing()
    {
        await GrantAsync(2);
        Job job = TestJobs.Create(_time.Now, price: 3);

        Assert.Equal(SubmissionOutcome.InsufficientCredits, await _process.Credits.SubmitAsync(job));

        Assert.Null(await _process.Jobs.GetAsync(Organisation, job.Id));
        Assert.Equal(new Account(Organisation, 2, 0, 0), await _process.Accounts.GetAsync(Organisation));
    }

    [Fact]
    public async Task A_free_job_needs_no_account()
    {
        Job job = TestJobs.Create(_time.Now);

        Assert.Equal(SubmissionOutcome.Created, await _process.Credits.SubmitAsync(job));
        Assert.Equal(SubmissionOutcome.Exists, await _process.Credits.SubmitAsync(job));

        await _process.Jobs.UpdateAsync(Organisation, job.Id, new CancelNow());
        await _process.Credits.SettleAsync((await _process.Jobs.GetAsync(Organisation, job.Id))!);
        Assert.Equal(new Account(Organisation, 0, 0, 0), await _process.Accounts.GetAsync(Organisation));
    }

    [Fact]
    public async Task A_repeated_submission_of_a_job_that_has_ended_finds_it()
    {
        await GrantAsync(10);
        Job job = await EndedAsync(new CancelNow());

        Assert.Equal(SubmissionOutcome.Exists, await _process.Credits.SubmitAsync(job));
        Assert.Equal(new Account(Organisation, 10, 0, 0), await _process.Accounts.GetAsync(Organisation));
    }

    [Fact]
    public async Task A_hundred_submissions_of_one_job_hold_its_credits_once()
    {
        await GrantAsync(10);
        Job job = TestJobs.Create(_time.Now, price: 3);
        CreditedProcess other = new(_documents, TimeProvider.System);

        SubmissionOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => Task.Run(
            () => (number % 2 == 0 ? _process : other).Credits.SubmitAsync(job))));

        Assert.Single(outcomes, outcome => outcome == SubmissionOutcome.Created);
        Assert.Equal(99, outcomes.Count(outcome => outcome == SubmissionOutcome.Exists));
        Assert.Equal(3, (await _process.Accounts.GetAsync(Organisation)).Reserved);
    }

    [Fact]
    public async Task A_retry_holds_credits_anew()
    {
        await GrantAsync(10);
        Job failed = await FailedAsync();

        RetryOutcome? retry = await _process.Credits.RetryAsync(Organisation, failed.Id, 4, "me");

        Job retried = TestJobs.Applied(retry!.Outcome);
        Assert.Equal((2, 4), (retried.Reservation!.Number, retried.Reservation.Amount));
        Assert.Equal(4, (await _process.Accounts.GetAsync(Organisation)).Reserved);
    }

    [Fact]
    public async Task A_retry_that_is_refused_holds_nothing()
    {
        await GrantAsync(10);
        Job job = await EndedAsync(new CancelNow());
        Job failed = await FailedAsync();

        RetryOutcome? refused = await _process.Credits.RetryAsync(Organisation, job.Id, 4, "me");
        RetryOutcome? tooFew = await _process.Credits.RetryAsync(Organisation, failed.Id, 11, "me");

        Assert.IsType<Outcome.Refused>(refused!.Outcome);
        Assert.True(tooFew!.InsufficientCredits);
        Assert.Null(await _process.Credits.RetryAsync(Organisation, TestJobs.NewId(_time.Now), 4, "me"));
        Assert.Equal(JobState.Failed, (await _process.Jobs.GetAsync(Organisation, failed.Id))!.State);
        Assert.Equal(new Account(Organisation, 10, 0, 0), await _process.Accounts.GetAsync(Organisation));
    }

    [Fact]
    public async Task Racing_retries_are_one_run_and_one_reservation()
    {
        await GrantAsync(10);
        Job failed = await FailedAsync();
        CreditedProcess other = new(_documents, TimeProvider.System);

        RetryOutcome?[] outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => Task.Run(
            () => (number % 2 == 0 ? _process : other).Credits.RetryAsync(Organisation, failed.Id, 4, "me"))));

        Assert.Single(outcomes, outcome => outcome!.Outcome is Outcome.Applied);
        Assert.Equal(1, (await _process.Jobs.GetAsync(Organisation, failed.Id))!.Retries);
        Assert.Equal(4, (await _process.Accounts.GetAsync(Organisation)).Reserved);
    }

    [Fact]
    public async Task A_retry_after_one_that_died_takes_the_next_number()
    {
        await GrantAsync(10);
        Job failed = await FailedAsync();
        await _process.Accounts.ReserveAsync(Organisation, failed.Id, 2, 4);
        _time.Now += TimeSpan.FromHours(1);
        Assert.Equal(1, (await _process.Credits.SweepAsync(Organisation, TimeSpan.FromMinutes(10))).Refunded);

        RetryOutcome? retry = await _process.Credits.RetryAsync(Organisation, failed.Id, 4, "me");

        Assert.Equal(3, TestJobs.Applied(retry!.Outcome).Reservation!.Number);
        Assert.Equal(4, (await _process.Accounts.GetAsync(Organisation)).Reserved);
        Assert.True((await _process.Accounts.AuditAsync(Organisation)).AddsUp);
    }

    [Fact]
    public async Task A_contradiction_is_reported_by_the_sweep_and_stops_nothing_else()
    {
        await GrantAsync(10);
        Job wrong = await EndedAsync(new CancelNow(), settle: false);
        Job right = await EndedAsync(new CancelNow(), settle: false);
        await _process.Accounts.SettleAsync(Organisation, wrong.Id, 1, Lifecycle.Credits.Settlement.Charge);

        CreditSweep sweep = await _process.Credits.SweepAsync(Organisation, TimeSpan.Zero);

        Assert.Contains(wrong.Id, Assert.Single(sweep.Conflicts), StringComparison.Ordinal);
        Assert.Equal(1, sweep.Settled);
        Assert.NotNull((await _process.Jobs.GetAsync(Organisation, right.Id))!.Reservation!.AppliedAt);
    }

    private Task GrantAsync(long amount) => _process.Accounts.GrantAsync(Organisation, TestJobs.NewId(_time.Now), amount);

    private Task<Job> FailedAsync() =>
        EndedAsync(new Fail(Failure.Of(FailureCodes.InternalError, "test", FailurePhase.Processing)));

    private async Task<Job> EndedAsync(JobCommand end, bool settle = true)
    {
        Job job = TestJobs.Create(_time.Now, price: 3);
        Assert.Equal(SubmissionOutcome.Created, await _process.Credits.SubmitAsync(job));
        Job ended = TestJobs.Applied(await _process.Jobs.UpdateAsync(Organisation, job.Id, end));
        if (settle)
        {
            await _process.Credits.SettleAsync(ended);
        }

        return (await _process.Jobs.GetAsync(Organisation, job.Id))!;
    }
}
