namespace KernelHost.Server.Uploads;

/// <summary>One part of a form, by where its content stands in the body.</summary>
/// <param name="Text">Its content, when it was asked for.</param>
internal sealed record MultipartPart(string Name, long Start, long End, string? Text)
{
    public bool IsEmpty => Start == End;
}
