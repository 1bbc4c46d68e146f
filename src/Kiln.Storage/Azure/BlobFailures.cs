using Azure;
using Azure.Storage.Blobs.Models;

namespace Kiln.Storage.Azure;

/// <summary>Names the refusals of blob storage that are answers, not faults.</summary>
internal static class BlobFailures
{
    /// <summary>There is no such blob; a missing container is a fault.</summary>
    public static bool IsBlobAbsent(this RequestFailedException failure) =>
        failure.Status == 404 && failure.ErrorCode != BlobErrorCode.ContainerNotFound;

    /// <summary>The blob is not as the request's condition asked; a blob that should be absent answers 409, and one with an ETag may be gone.</summary>
    public static bool IsConditionFailed(this RequestFailedException failure) =>
        failure.Status == 412 || failure.ErrorCode == BlobErrorCode.BlobAlreadyExists || failure.IsBlobAbsent();
}
