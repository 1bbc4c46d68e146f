using Kiln.LocalHost.DurableTask;

namespace Kiln.LocalHost.Tests.Replay;

/// <summary>An orchestration as data: what to do, and the programs to do it with.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Value">A number for it.</param>
/// <param name="Parts">The programs in it.</param>
internal sealed record RandomProgram(RandomProgram.Step Kind, int Value, IReadOnlyList<RandomProgram> Parts)
{
    /// <summary>What a program can do.</summary>
    internal enum Step
    {
        Activity,
        Failure,
        Timer,
        Event,
        Sequence,
        Parallel,
        Child,
    }

    /// <summary>Number of events that the program waits for, one after the other.</summary>
    public int Events => (Kind == Step.Event ? 1 : 0) + (Kind == Step.Child ? 0 : Parts.Sum(part => part.Events));

    /// <summary>Makes a program up. Events are waited for in sequence only, and by nobody's child, so that their order is certain.</summary>
    public static RandomProgram Create(Random random, int depth, bool mayWait = true)
    {
        Step kind = (Step)random.Next(depth == 0 ? (int)Step.Sequence : (int)Step.Child + 1);
        kind = kind == Step.Event && !mayWait ? Step.Activity : kind;
        bool partsMayWait = mayWait && kind == Step.Sequence;
        int parts = kind switch { Step.Sequence or Step.Parallel => random.Next(5), Step.Child => 1, _ => 0 };
        return new RandomProgram(
            kind, random.Next(1000), [.. Enumerable.Range(0, parts).Select(_ => Create(random, depth - 1, partsMayWait))]);
    }

    /// <summary>Runs the program as an orchestration.</summary>
    public async Task<string> RunAsync(TaskOrchestrationContext context)
    {
        switch (Kind)
        {
            case Step.Activity:
                return $"a{await context.CallActivityAsync<int>("Add", Value)}";
            case Step.Failure:
                try
                {
                    return $"?{await context.CallActivityAsync<int>("Fail", Value)}";
                }
                catch (TaskFailedException failed)
                {
                    return $"f({failed.FailureDetails.ErrorMessage})";
                }

            case Step.Timer:
                DateTime due = context.CurrentUtcDateTime.AddHours(Value);
                await context.CreateTimer(due, CancellationToken.None);
                return context.CurrentUtcDateTime >= due ? "t" : "early";
            case Step.Event:
                return $"e{await context.WaitForExternalEvent<int>("value")}";
            case Step.Child:
                return $"c[{await context.CallSubOrchestratorAsync<string>("Program", Parts[0])}]";
            case Step.Parallel:
                return $"p[{string.Join(' ', await Task.WhenAll(Parts.Select(part => part.RunAsync(context))))}]";
            default:
                List<string> done = [];
                foreach (RandomProgram part in Parts)
                {
                    done.Add(await part.RunAsync(context));
                }

                return $"s[{string.Join(' ', done)}]";
        }
    }

    /// <summary>What the program must come to.</summary>
    public string Expected()
    {
        int events = 0;
        return Expected(ref events);
    }

    private string Expected(ref int events)
    {
        List<string> done = [];
        foreach (RandomProgram part in Parts)
        {
            done.Add(part.Expected(ref events));
        }

        return Kind switch
        {
            Step.Activity => $"a{Value + 1}",
            Step.Failure => $"f(failed {Value})",
            Step.Timer => "t",
            Step.Event => $"e{events++}",
            Step.Child => $"c[{done[0]}]",
            Step.Parallel => $"p[{string.Join(' ', done)}]",
            _ => $"s[{string.Join(' ', done)}]",
        };
    }
}
