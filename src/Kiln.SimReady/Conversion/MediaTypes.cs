namespace Kiln.SimReady.Conversion;

/// <summary>The media types of the conversion's files.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string Glb = "model/gltf-binary";
    public const string Usd = "model/vnd.usd";
    public const string Usdz = "model/vnd.usdz+zip";
    public const string Xml = "application/xml";
    public const string Obj = "model/obj";
    public const string Png = "image/png";
    public const string Jpeg = "image/jpeg";
    public const string Zip = "application/zip";
}
