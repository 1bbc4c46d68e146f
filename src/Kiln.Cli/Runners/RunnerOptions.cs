using Kiln.Client.Runners;

namespace Kiln.Cli.Runners;

/// <summary>What <c>kiln runner</c> was asked to do.</summary>
/// <param name="Url">The surface of runners: a URL that ends in <c>/lynx</c>.</param>
/// <param name="Key">Key that may register runners; null where none is asked for.</param>
/// <param name="Registration">How the runner introduces itself.</param>
/// <param name="Command">The program and its arguments, run once for each job.</param>
/// <param name="WorkDirectory">Where each run gets a directory of its own.</param>
internal sealed record RunnerOptions(
    Uri Url, string? Key, RunnerRegistration Registration, IReadOnlyList<string> Command, string WorkDirectory);
