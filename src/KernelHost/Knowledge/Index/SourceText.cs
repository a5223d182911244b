using System.IO.Compression;
using System.Text;

namespace KernelHost.Knowledge.Index;

/// <summary>Documents as they were sent, kept small: another generation is made from them.</summary>
internal static class SourceText
{
    public static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest))
        {
            brotli.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    public static string Unpack(byte[] packed)
    {
        using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var text = new StreamReader(brotli, Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
        return text.ReadToEnd();
    }
}
