namespace Kiln.Client.Http;

/// <summary>Takes the data out of a reply that is under way.</summary>
internal static class EnvelopeTask
{
    /// <summary>Awaits the envelope and returns what is in it.</summary>
    public static async Task<T> Data<T>(this Task<Envelope<T>> reply) => (await reply.ConfigureAwait(false)).Data;
}
