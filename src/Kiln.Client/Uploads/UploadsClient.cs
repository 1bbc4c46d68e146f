using System.Net.Http.Json;
using Kiln.Client.Conversions;
using Kiln.Client.Http;

namespace Kiln.Client.Uploads;

/// <summary>Large files, past the service itself. Refusals arrive as <see cref="KilnApiException"/>.</summary>
public sealed class UploadsClient
{
    private readonly ApiTransport _transport;

    internal UploadsClient(ApiTransport transport) => _transport = transport;

    /// <summary>Asks for a place to put a file.</summary>
    public Task<Upload> CreateAsync(UploadRequest upload, string idempotencyKey, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(
            () => ApiTransport.Creation("uploads", idempotencyKey, JsonContent.Create(upload, ApiJson.Default.UploadRequest)),
            ApiJson.Default.EnvelopeUpload,
            ApiCall.Quick,
            cancellationToken).Data();

    /// <summary>Puts a file where <see cref="CreateAsync"/> said. The API key does not go along.</summary>
    public Task PutAsync(
        UploadTarget target, ModelFile file, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        return _transport.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(new HttpMethod(target.Method), target.Url)
                {
                    Content = new ModelFileContent(file, progress),
                };
                foreach (var (name, value) in target.Headers ?? new Dictionary<string, string>())
                {
                    if (!request.Headers.TryAddWithoutValidation(name, value))
                    {
                        request.Content.Headers.TryAddWithoutValidation(name, value);
                    }
                }

                return request;
            },
            ApiCall.Transfer,
            cancellationToken);
    }
}
