namespace Kiln.Client.Http;

/// <summary>How long a request may take.</summary>
internal enum ApiCall
{
    /// <summary>Small bodies both ways, or a long poll: within the options' time.</summary>
    Quick,

    /// <summary>A file moves: as long as it takes.</summary>
    Transfer,

    /// <summary>As <see cref="Quick"/>, but never sent twice: a second claim would take a second task.</summary>
    Once,
}
