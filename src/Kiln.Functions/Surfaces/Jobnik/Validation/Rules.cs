using Kiln.Functions.Surfaces.Jobnik.Words;

namespace Kiln.Functions.Surfaces.Jobnik.Validation;

/// <summary>The rules of what clients of the surface send.</summary>
internal static class Rules
{
    /// <summary>Identifiers of jobs, stages and tasks.</summary>
    public static readonly TextRule Id = new() { Form = TextForm.Uuid };

    /// <summary>Types of stages.</summary>
    public static readonly TextRule StageType = new() { Shortest = 1, Longest = 50 };

    public static readonly TextRule JobName = new() { Shortest = 2, Longest = 50 };

    public static readonly TextRule Priority = new() { Allowed = PriorityWords.All };

    public static readonly TextRule Time = new() { Form = TextForm.DateTime };

    public static readonly BooleanRule Flag = new();

    public static readonly ObjectRule UserMetadata = ObjectRule.Any;

    public static readonly ObjectRule Job = new(
        new("name", JobName, Required: true),
        new("data", ObjectRule.Any, Required: true),
        new("priority", Priority),
        new("userMetadata", UserMetadata),
        TraceParent,
        TraceState,
        new("sealed", Flag));

    public static readonly ObjectRule Stage = new(
        new("type", StageType, Required: true),
        new("data", ObjectRule.Any, Required: true),
        new("userMetadata", UserMetadata),
        TraceParent,
        TraceState,
        new("startAsWaiting", Flag));

    public static readonly ObjectRule Task = new(
        new("data", ObjectRule.Any, Required: true),
        new("userMetadata", UserMetadata),
        new("maxAttempts", new IntegerRule(1)),
        TraceParent,
        TraceState);

    public static readonly ObjectRule NewPriority = OneMember("priority", Priority);

    public static readonly ObjectRule NewJobStatus = OneMember(
        "status", new TextRule { Allowed = [JobnikWords.Pending, JobnikWords.Aborted, JobnikWords.Paused] });

    public static readonly ObjectRule NewStageStatus = OneMember("status", new TextRule { Allowed = [JobnikWords.Pending] });

    public static readonly ObjectRule NewTaskStatus = OneMember(
        "status", new TextRule { Allowed = [JobnikWords.Completed, JobnikWords.Failed] });

    private static MemberRule TraceParent => new("traceparent", new TextRule { Form = TextForm.TraceParent });

    private static MemberRule TraceState => new("tracestate", new TextRule { Form = TextForm.TraceState });

    private static ObjectRule OneMember(string name, ScalarRule rule) => new(new MemberRule(name, rule, Required: true));
}
