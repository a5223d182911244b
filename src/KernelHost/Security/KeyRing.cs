using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Security;

/// <summary>
/// The host's own data-protection keys, in <c>keys</c> under the data directory: what other parts of the web host protect (if anything) does not mix
/// with them. A new key follows by itself every 90 days; old ones stay, to read what they encrypted. Thread-safe.
/// </summary>
internal sealed class KeyRing(string dataDirectory)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    private volatile IServiceProvider _ring = Open(dataDirectory);

    public IDataProtector Protector(string purpose, params string[] subPurposes) =>
        _ring.GetRequiredService<IDataProtectionProvider>().CreateProtector(purpose, subPurposes);

    /// <summary>Makes a key that everything is encrypted with from now on.</summary>
    /// <returns>Its id; the file is <c>key-{id}.xml</c>.</returns>
    public Guid Renew()
    {
        var keys = _ring.GetRequiredService<IKeyManager>();

        // The newest by activation counts, to the second. The ring reads the system's clock, so its keys are dated by that and by no other.
        var after = keys.GetAllKeys().Select(key => key.ActivationDate).DefaultIfEmpty().Max() + TimeSpan.FromSeconds(1);
        var now = TimeProvider.System.GetUtcNow();
        var activation = after > now ? after : now;
        var id = keys.CreateNewKey(activation, activation + Lifetime).KeyId;

        // A ring in use takes a new key up in the background, some time later; a ring just opened has it.
        _ring = Open(dataDirectory);
        return id;
    }

    // Never disposed: who holds a protector of it goes on, and it holds nothing but memory.
    private static ServiceProvider Open(string dataDirectory)
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName("KernelHost").SetDefaultKeyLifetime(Lifetime)
            .PersistKeysToFileSystem(PrivateDirectory.Close(Path.Combine(dataDirectory, "keys")));
        return services.BuildServiceProvider();
    }
}
