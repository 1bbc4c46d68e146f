namespace Kiln.LocalHost.Hosting;

/// <summary>Where the service is reached: known once the listener has a port, which may be one the system chose.</summary>
internal sealed class ListeningAddress
{
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Uri? _publicUrl;

    /// <param name="options">Gives the public URL, when one is configured.</param>
    public ListeningAddress(LocalHostOptions options) => _publicUrl = options.PublicUrl;

    /// <summary>The URL the listener answers on. Throws <see cref="InvalidOperationException"/> before the host listens.</summary>
    public Uri Url => _listening.Task.IsCompletedSuccessfully
        ? _listening.Task.Result
        : throw new InvalidOperationException("The host has no address yet: it is not listening.");

    /// <summary>
    /// The base of URLs handed to clients: the configured public URL, else <see cref="Url"/>. It ends without a slash in its path
    /// unless the path is empty.
    /// </summary>
    public Uri PublicUrl => _publicUrl ?? Url;

    /// <summary>Completes with <see cref="Url"/> when the host listens.</summary>
    public Task<Uri> WhenListening => _listening.Task;

    /// <summary>Announces the address to everyone who waits for it.</summary>
    public void Announce(Uri url) => _listening.TrySetResult(url);
}
