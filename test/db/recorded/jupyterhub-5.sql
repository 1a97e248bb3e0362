-- What JupyterHub 5.3.0 left on SQLite: sqlite3 jupyterhub.sqlite .dump
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO alembic_version VALUES('4621fec11365');
CREATE TABLE servers (
	id INTEGER NOT NULL, 
	proto VARCHAR(15), 
	ip VARCHAR(255), 
	port INTEGER, 
	base_url VARCHAR(255), 
	cookie_name VARCHAR(255), 
	CONSTRAINT pk_servers PRIMARY KEY (id)
);
INSERT INTO servers VALUES(1,'http','127.0.0.1',9,'/services/app/','service-app');
INSERT INTO servers VALUES(2,'http','127.0.0.1',53961,'/user/ada/','cookie');
INSERT INTO servers VALUES(3,'http','127.0.0.1',43687,'/user/ada/two/','cookie');
CREATE TABLE roles (
	id INTEGER NOT NULL, 
	name VARCHAR(255), 
	description VARCHAR(1023), 
	scopes TEXT, 
	managed_by_auth BOOLEAN NOT NULL, 
	CONSTRAINT pk_roles PRIMARY KEY (id), 
	CONSTRAINT uq_roles_name UNIQUE (name)
);
INSERT INTO roles VALUES(1,'user','Standard user privileges','["self"]',0);
INSERT INTO roles VALUES(2,'admin','Elevated privileges (can do anything)','["admin-ui", "admin:users", "admin:servers", "admin:services", "tokens", "admin:groups", "list:services", "read:services", "read:hub", "proxy", "shutdown", "access:services", "access:servers", "read:roles", "read:metrics", "shares"]',0);
INSERT INTO roles VALUES(3,'server','Post activity only','["users:activity!user", "access:servers!server"]',0);
INSERT INTO roles VALUES(4,'token','Token with same permissions as its owner','["inherit"]',0);
INSERT INTO roles VALUES(5,'culls',NULL,'["list:users", "read:servers"]',0);
INSERT INTO roles VALUES(6,'sharers',NULL,'["shares!user"]',0);
CREATE TABLE groups (
	id INTEGER NOT NULL, 
	name VARCHAR(255), 
	properties TEXT, 
	CONSTRAINT pk_groups PRIMARY KEY (id), 
	CONSTRAINT uq_groups_name UNIQUE (name)
);
INSERT INTO "groups" VALUES(1,'staff','{"room": 7}');
CREATE TABLE users (
	id INTEGER NOT NULL, 
	name VARCHAR(255), 
	admin BOOLEAN, 
	created DATETIME, 
	last_activity DATETIME, 
	cookie_id VARCHAR(255) NOT NULL, 
	state TEXT, 
	encrypted_auth_state BLOB, 
	CONSTRAINT pk_users PRIMARY KEY (id), 
	CONSTRAINT uq_users_name UNIQUE (name), 
	CONSTRAINT uq_users_cookie_id UNIQUE (cookie_id)
);
INSERT INTO users VALUES(1,'boss',1,'2026-11-23 10:16:06.000049','2026-11-23 10:16:12.983702','2d348a7ac5d24f3693b1b6ae609093d9',NULL,NULL);
INSERT INTO users VALUES(2,'ada',0,'2026-11-23 10:16:06.071902','2026-11-23 10:16:13.773634','67bffd91132144e39e2cf949568a1c4f','{}',X'674141414141427242424a73316c41484d4d46764131696e576d3858506e6251784c616752516b5f616c504671694f7142512d35724b7531457830663939474c4d6f61587658333373704458794a686b77622d6d614c5958614d47326b30526d30413d3d');
INSERT INTO users VALUES(3,'bob',0,'2026-11-23 10:16:06.086983',NULL,'9a8dfa14ba654369a9017e33cff9c862',NULL,NULL);
CREATE TABLE oauth_clients (
	id INTEGER NOT NULL, 
	identifier VARCHAR(255), 
	description VARCHAR(1023), 
	secret VARCHAR(255), 
	redirect_uri VARCHAR(1023), 
	allowed_scopes TEXT, 
	CONSTRAINT pk_oauth_clients PRIMARY KEY (id), 
	CONSTRAINT uq_oauth_clients_identifier UNIQUE (identifier)
);
INSERT INTO oauth_clients VALUES(1,'jupyterhub','JupyterHub','','','[]');
INSERT INTO oauth_clients VALUES(2,'service-app','JupyterHub service app','sha512:16384:d0edcea33b98388f:044adbdf14c497d8f389467c9ea4a3f46b02c1a50f06ee0fbd906981eba022508fb72d8913ad0880a36234e01bae7d35fe20ecaa3460b0b7c946be21abafb895','/services/app/oauth_callback','["access:services!service=app"]');
INSERT INTO oauth_clients VALUES(3,'jupyterhub-user-ada','Server at /user/ada/','sha512:16384:425b02a414b0d390:836806a92d416bd127f50afd0cd64c9e134f2da62ed9dafdbccc66c1cd8013f95ad1defdea9b20bb08ddeada62ee336b81a127b4455c89f8758288b1fca4422f','/user/ada/oauth_callback','["access:servers!server=ada/"]');
INSERT INTO oauth_clients VALUES(4,'jupyterhub-user-ada-two','Server at /user/ada/two/','sha512:16384:900bf90dcf054ad0:4b00b370190ac30fe768a60083ff0c460372669f3da3faa87b4bbade4c830bd13dae9dede07079654fd51ec960650925fe46e6c2a7341ad7e1221e8afa3d604d','/user/ada/two/oauth_callback','["access:servers!server=ada/two"]');
CREATE TABLE user_role_map (
	user_id INTEGER NOT NULL, 
	role_id INTEGER NOT NULL, 
	managed_by_auth BOOLEAN NOT NULL, 
	CONSTRAINT pk_user_role_map PRIMARY KEY (user_id, role_id), 
	CONSTRAINT fk_user_role_map_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT fk_user_role_map_role_id_roles FOREIGN KEY(role_id) REFERENCES roles (id) ON DELETE CASCADE
);
INSERT INTO user_role_map VALUES(1,2,0);
INSERT INTO user_role_map VALUES(1,1,0);
INSERT INTO user_role_map VALUES(2,1,0);
INSERT INTO user_role_map VALUES(3,1,0);
INSERT INTO user_role_map VALUES(2,6,0);
CREATE TABLE group_role_map (
	group_id INTEGER NOT NULL, 
	role_id INTEGER NOT NULL, 
	managed_by_auth BOOLEAN NOT NULL, 
	CONSTRAINT pk_group_role_map PRIMARY KEY (group_id, role_id), 
	CONSTRAINT fk_group_role_map_group_id_groups FOREIGN KEY(group_id) REFERENCES groups (id) ON DELETE CASCADE, 
	CONSTRAINT fk_group_role_map_role_id_roles FOREIGN KEY(role_id) REFERENCES roles (id) ON DELETE CASCADE
);
CREATE TABLE user_group_map (
	user_id INTEGER NOT NULL, 
	group_id INTEGER NOT NULL, 
	CONSTRAINT pk_user_group_map PRIMARY KEY (user_id, group_id), 
	CONSTRAINT fk_user_group_map_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT fk_user_group_map_group_id_groups FOREIGN KEY(group_id) REFERENCES groups (id) ON DELETE CASCADE
);
INSERT INTO user_group_map VALUES(2,1);
INSERT INTO user_group_map VALUES(3,1);
CREATE TABLE spawners (
	id INTEGER NOT NULL, 
	user_id INTEGER, 
	server_id INTEGER, 
	state TEXT, 
	name VARCHAR(255), 
	started DATETIME, 
	last_activity DATETIME, 
	user_options TEXT, 
	oauth_client_id VARCHAR(255), 
	CONSTRAINT pk_spawners PRIMARY KEY (id), 
	CONSTRAINT fk_spawners_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT fk_spawners_server_id_servers FOREIGN KEY(server_id) REFERENCES servers (id) ON DELETE SET NULL, 
	CONSTRAINT fk_spawners_oauth_client_id_oauth_clients FOREIGN KEY(oauth_client_id) REFERENCES oauth_clients (identifier) ON DELETE SET NULL
);
INSERT INTO spawners VALUES(1,2,2,'{"pid": 13304}','','2026-11-23 10:16:13.513829','2026-11-23 10:16:13.513829','{"size": 1}','jupyterhub-user-ada');
INSERT INTO spawners VALUES(2,1,NULL,NULL,'',NULL,NULL,NULL,NULL);
INSERT INTO spawners VALUES(3,3,NULL,NULL,'',NULL,NULL,NULL,NULL);
INSERT INTO spawners VALUES(4,2,3,'{"pid": 13316}','two','2026-11-23 10:16:13.773634','2026-11-23 10:16:13.773634',NULL,'jupyterhub-user-ada-two');
CREATE TABLE services (
	id INTEGER NOT NULL, 
	name VARCHAR(255), 
	admin BOOLEAN, 
	url VARCHAR(2047), 
	oauth_client_allowed_scopes TEXT, 
	info TEXT, 
	display BOOLEAN, 
	oauth_no_confirm BOOLEAN, 
	command TEXT, 
	cwd VARCHAR(4095), 
	environment TEXT, 
	user VARCHAR(255), 
	from_config BOOLEAN, 
	_server_id INTEGER, 
	pid INTEGER, 
	oauth_client_id VARCHAR(255), 
	CONSTRAINT pk_services PRIMARY KEY (id), 
	CONSTRAINT uq_services_name UNIQUE (name), 
	CONSTRAINT fk_services__server_id_servers FOREIGN KEY(_server_id) REFERENCES servers (id) ON DELETE SET NULL, 
	CONSTRAINT fk_services_oauth_client_id_oauth_clients FOREIGN KEY(oauth_client_id) REFERENCES oauth_clients (identifier) ON DELETE SET NULL
);
INSERT INTO services VALUES(1,'culler',0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL,NULL);
INSERT INTO services VALUES(2,'app',0,'http://127.0.0.1:9',NULL,NULL,NULL,1,NULL,NULL,NULL,NULL,1,1,NULL,'service-app');
CREATE TABLE oauth_codes (
	id INTEGER NOT NULL, 
	client_id VARCHAR(255), 
	code VARCHAR(36), 
	expires_at INTEGER, 
	redirect_uri VARCHAR(1023), 
	session_id VARCHAR(255), 
	user_id INTEGER, 
	scopes TEXT, 
	CONSTRAINT pk_oauth_codes PRIMARY KEY (id), 
	CONSTRAINT fk_oauth_codes_client_id_oauth_clients FOREIGN KEY(client_id) REFERENCES oauth_clients (identifier) ON DELETE CASCADE, 
	CONSTRAINT fk_oauth_codes_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE TABLE service_role_map (
	service_id INTEGER NOT NULL, 
	role_id INTEGER NOT NULL, 
	managed_by_auth BOOLEAN NOT NULL, 
	CONSTRAINT pk_service_role_map PRIMARY KEY (service_id, role_id), 
	CONSTRAINT fk_service_role_map_service_id_services FOREIGN KEY(service_id) REFERENCES services (id) ON DELETE CASCADE, 
	CONSTRAINT fk_service_role_map_role_id_roles FOREIGN KEY(role_id) REFERENCES roles (id) ON DELETE CASCADE
);
INSERT INTO service_role_map VALUES(1,5,0);
CREATE TABLE shares (
	user_id INTEGER, 
	group_id INTEGER, 
	id INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	scopes TEXT, 
	expires_at DATETIME, 
	owner_id INTEGER, 
	spawner_id INTEGER, 
	CONSTRAINT pk_shares PRIMARY KEY (id), 
	CONSTRAINT fk_shares_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT fk_shares_group_id_groups FOREIGN KEY(group_id) REFERENCES groups (id) ON DELETE CASCADE, 
	CONSTRAINT fk_shares_owner_id_users FOREIGN KEY(owner_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT fk_shares_spawner_id_spawners FOREIGN KEY(spawner_id) REFERENCES spawners (id) ON DELETE CASCADE
);
INSERT INTO shares VALUES(NULL,1,1,'2026-11-23 10:16:13.987957','["access:servers!server=ada/two"]',NULL,2,4);
CREATE TABLE share_codes (
	hashed VARCHAR(255), 
	prefix VARCHAR(16), 
	exchange_count INTEGER, 
	last_exchanged_at DATETIME, 
	id INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	scopes TEXT, 
	expires_at DATETIME, 
	owner_id INTEGER, 
	spawner_id INTEGER, 
	CONSTRAINT pk_share_codes PRIMARY KEY (id), 
	CONSTRAINT uq_share_codes_hashed UNIQUE (hashed), 
	CONSTRAINT fk_share_codes_owner_id_users FOREIGN KEY(owner_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT fk_share_codes_spawner_id_spawners FOREIGN KEY(spawner_id) REFERENCES spawners (id) ON DELETE CASCADE
);
INSERT INTO share_codes VALUES('sha512:1:0ff194a6226c512b:597dce01d89098fcfe7110545240db7da7c34d8edfb54cd3918f1aa7ac7da28e6480cc767c50a4c7b5cc21bf60272bc636a7a40c7809ef2c0ac6982797d06361','Iahs',0,NULL,1,'2026-11-23 10:16:14.149380','["access:servers!server=ada/two"]','2026-11-24 10:16:14.143224',2,4);
CREATE TABLE api_tokens (
	user_id INTEGER, 
	service_id INTEGER, 
	id INTEGER NOT NULL, 
	hashed VARCHAR(255), 
	prefix VARCHAR(16), 
	client_id VARCHAR(255), 
	session_id VARCHAR(255), 
	created DATETIME, 
	expires_at DATETIME, 
	last_activity DATETIME, 
	note VARCHAR(1023), 
	scopes TEXT, 
	CONSTRAINT pk_api_tokens PRIMARY KEY (id), 
	CONSTRAINT fk_api_tokens_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT fk_api_tokens_service_id_services FOREIGN KEY(service_id) REFERENCES services (id) ON DELETE CASCADE, 
	CONSTRAINT uq_api_tokens_hashed UNIQUE (hashed), 
	CONSTRAINT fk_api_tokens_client_id_oauth_clients FOREIGN KEY(client_id) REFERENCES oauth_clients (identifier) ON DELETE CASCADE
);
INSERT INTO api_tokens VALUES(NULL,1,1,'sha512:16384:dfb1f25d936779af:34b259fb3e8cae247f2d1c3e9e4c444d68df6c8b25fd3554f4bb4d6158eab78f6267596b502e2beeccd2a621ecc7a891dff052484561c0c7cc256ec1d3d91f4b','cull','jupyterhub',NULL,'2026-11-23 10:16:06.212776',NULL,NULL,'from config','["inherit"]');
INSERT INTO api_tokens VALUES(NULL,2,2,'sha512:16384:7eab6916bb0ef68c:bf0b40f2358548d7998da3b5e65a11bc537586e24624445906cf1c3c68faaa7fe66c635afc7e05ae605388ccb3699c72b8a2e8f4fd9dabfcb85a59ba9d34c976','app-','jupyterhub',NULL,'2026-11-23 10:16:06.234303',NULL,NULL,'from config','["inherit"]');
INSERT INTO api_tokens VALUES(1,NULL,3,'sha512:1:698b201fb485aa97:d4a8fa934812723049f48b1555f11e7211967360127d51501e5d3a06540e412e24bb56c174c72ee8c732cb62e1203731c6680aa062bb08116bf142fc60fbe348','b15f','jupyterhub',NULL,'2026-11-23 10:16:11.536474',NULL,'2026-11-23 10:16:12.983702','command-line generated','["inherit"]');
INSERT INTO api_tokens VALUES(2,NULL,4,'sha512:1:31d4d77e91e534e3:99b0ec423127ad5a5774fa918dae30fd2b1f4186fdb3035c43c88ff34a0f3c354c5f349936f7ab07bb20b85713bb36e7e42181cdba276c603c4fe452a9ffcac0','5aa3','jupyterhub',NULL,'2026-11-23 10:16:13.125695',NULL,NULL,'kept','["inherit"]');
INSERT INTO api_tokens VALUES(2,NULL,5,'sha512:1:89a430638ecadda7:a6247abb1d489bd34effc1bb1b91d00fdfa822848203287421a0362203f9c54e809172b70357a1c4bf11fb7c40bcfa25d6cfe7f85ca34cdaaeaacba6ffe87e0c','be35','jupyterhub',NULL,'2026-11-23 10:16:13.423703',NULL,NULL,'Server at /user/ada/','["access:servers!server=ada/", "users:activity!user"]');
INSERT INTO api_tokens VALUES(2,NULL,6,'sha512:1:1ff9050e4a492c81:8aa18d7cc8dc099c1190468a3b71be7ca9feca6467964876980843fc45824de0336375de34f50c6c970ec4d4c351faf0665dee09cc5465381472c37ddc78239e','9e7e','jupyterhub',NULL,'2026-11-23 10:16:13.731008',NULL,NULL,'Server at /user/ada/two/','["access:servers!server=ada/two", "users:activity!user"]');
INSERT INTO api_tokens VALUES(2,NULL,7,'sha512:1:4c031aafca3f56c1:bf28e4b290a7a54abfd5eba1d06ad988c984bb1858e5053a8d302af9a3ed054d94121c4750daabea2709b290101cbd79c944b83d3325ee00688e95b426db2d3f','xhyX','jupyterhub-user-ada','98236640592141bf91811cb35068ef1c','2026-11-23 10:16:14.425068','2026-12-07 10:16:14.420019','2026-11-23 10:16:14.615955','','["read:users:groups!user", "access:servers!server=ada/", "read:users:name!user"]');
CREATE INDEX ix_share_codes_prefix ON share_codes (prefix);
CREATE INDEX ix_api_tokens_prefix ON api_tokens (prefix);
COMMIT;
