namespace Kiln.Cli.Conversions;

/// <summary>Shows progress while work runs.</summary>
internal interface IProgressDisplay
{
    /// <summary>Runs the work and shows the steps that it reports.</summary>
    Task RunAsync(Func<IProgress<ProgressStep>, Task> work);
}
