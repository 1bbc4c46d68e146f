namespace Kiln.Lifecycle.Stages;

/// <summary>Who runs the tasks of a stage.</summary>
public enum ExecutorKind
{
    /// <summary>An activity of this app.</summary>
    BuiltIn,

    /// <summary>Someone outside, who asks for work and holds a lease.</summary>
    Worker,

    /// <summary>An execution provider, to whom the work is handed with a callback.</summary>
    Provider,
}
