using Microsoft.Extensions.Configuration;

namespace Kiln.LocalHost.Hosting;

/// <summary>
/// What an operator may set of the local host: section <c>Kiln</c> of the configuration (<c>Kiln__Data=…</c> in the environment,
/// <c>--Kiln:Data=…</c> on the command line), with the short command-line forms named below.
/// </summary>
internal sealed class LocalHostOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Kiln";

    /// <summary>The folder for everything the host keeps, relative to the current folder; made when absent. Short form <c>--data</c>.</summary>
    [ConfigurationKeyName("Data")]
    public string DataDirectory { get; set; } = "./.kiln";

    /// <summary>
    /// The URLs to listen on, separated by semicolons; port 0 takes a free one. Default: loopback, port 7071 or the
    /// <c>LocalHttpPort</c> of local.settings.json. Short form <c>--urls</c>.
    /// </summary>
    public string? Urls { get; set; }

    /// <summary>Whether <see cref="Urls"/> may name an address that other machines reach. Default: no, and the host refuses to start.</summary>
    public bool AllowRemote { get; set; }

    /// <summary>The base of URLs handed to clients when it is not the listening address, for example behind a reverse proxy.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>The host stops gracefully when the process of this id is gone. Short form <c>--parent-pid</c>.</summary>
    [ConfigurationKeyName("ParentPid")]
    public int? ParentProcessId { get; set; }

    /// <summary>The largest request body in bytes that functions may read. Default: no limit, as functions stream.</summary>
    public long? MaxRequestBodySize { get; set; }

    /// <summary>
    /// The largest JSON body in bytes that is read into memory for a <c>[FromBody]</c> parameter or the management API. Default: 30 MB.
    /// </summary>
    public long MaxJsonBodySize { get; set; } = 30_000_000;

    /// <summary>How long a graceful stop waits for what is running. Default: 30 s.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long HTTP and timer functions run on undisturbed when the host stops; then their tokens are cancelled. Default: 3 s.
    /// </summary>
    public TimeSpan RequestDrainTime { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long a function that ignores its cancelled token may go on after <c>functionTimeout</c> before its invocation is given up.
    /// Default: 5 s.
    /// </summary>
    public TimeSpan TimeoutGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A function key accepted beside those of <c>keys.json</c>, for development.</summary>
    public string? FunctionKey { get; set; }

    /// <summary>The absolute path of <see cref="DataDirectory"/>.</summary>
    public string DataPath => Path.GetFullPath(DataDirectory);
}
