using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Lifecycle.Transitions;

namespace Kiln.Lifecycle.Tests.Transitions;

/// <summary>Jobs of surfaces whose words for an end are final, and attempts that ended without their holder's doing.</summary>
public sealed class FinalEndTests
{
    private static readonly Failure Away = Failure.Of(FailureCodes.ProviderError, "It is away.", FailurePhase.Processing);

    [Fact]
    public void A_final_failure_takes_no_retry_and_is_no_dead_letter()
    {
        Assert.True(Failed(final: false).DeadLettered);

        Job failed = Failed(final: true);
        Assert.Equal((JobState.Failed, false), (failed.State, failed.DeadLettered));
        Refusal refusal = failed.Refused(new Retry(0, "key"));
        Assert.Equal((RefusalCode.Conflict, "Cannot retry a job of this kind: that it is Failed is final."), (refusal.Code, refusal.Message));
    }

    [Fact]
    public void What_the_holder_of_an_expired_lease_reports_is_late_and_no_repeat()
    {
        DateTimeOffset expiry = Some.Now + Some.Lease;
        Job expired = Some.Planned(Some.Stage("usd")).Claimed("usd-1").Do(new ExpireLease("usd-1"), expiry);

        Assert.Equal(TaskState.Retried, expired.Stages[0].Tasks[0].State);
        Assert.Equal(RefusalCode.LeaseLost, expired.Refused(new FailAttempt("usd-1", "token", Away), expiry).Code);
        Assert.Equal(RefusalCode.LeaseLost, expired.Refused(new CompleteTask("usd-1", "token"), expiry).Code);
    }

    private static Job Failed(bool final)
    {
        StagePlan stage = Some.Stage("usd") with { Retry = RetryPolicy.None };
        return JobLifecycle.Submit(Some.Submission() with { EndIsFinal = final }, Some.Now)
            .Do(new Plan([stage]))
            .Claimed("usd-1")
            .Do(new FailAttempt("usd-1", "token", Away));
    }
}
