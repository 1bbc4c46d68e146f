using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Transitions;

namespace Kiln.Lifecycle.Tests.Transitions;

public sealed class CommandTableTests
{
    [Fact]
    public void Every_command_has_a_row()
    {
        IEnumerable<Type> commands = typeof(JobCommand).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(JobCommand)));
        Assert.Equal(commands.OrderBy(type => type.Name), JobLifecycle.CommandTypes.OrderBy(type => type.Name));
    }

    [Fact]
    public void A_refusal_says_what_was_asked_from_which_state()
    {
        var job = Some.Planned(Some.Stage("usd")).Completed("usd-1");
        Refusal refusal = job.Refused(new Pause());
        Assert.Equal("Cannot pause a job that is Succeeded.", refusal.Message);
        Assert.Equal(job.State, refusal.From);
    }
}
